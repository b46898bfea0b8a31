export { dayOf } from "@wangge/calendar";
