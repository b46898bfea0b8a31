export { baseConfig as config } from "@wangge/kit";
