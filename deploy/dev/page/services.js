/* global document */
import { ask, button, cell, element, inputOf, number, rowsOf, timeOf } from "./dom.js";

const serviceRow = ({ name, ready, pid, restarts, outboxPending, outboxAge, loopDelay }) =>
  element(
    "tr",
    {},
    cell(name),
    cell(ready, ready === "ok" ? "good" : "bad"),
    number(pid),
    number(restarts),
    number(outboxPending),
    number(outboxAge, 1),
    number(loopDelay, 0),
    cell(
      element(
        "span",
        {},
        button("begin anew", () => ask("/services/renew", { name })),
        " ",
        button("kill -9", () => ask("/services/kill", { name })),
      ),
    ),
  );

export const showServices = (services) => rowsOf("services").replaceChildren(...services.map(serviceRow));

const behind = ({ pending, inHand }) => pending + inHand;

const consumerRow = ({ stream, name, pending, inHand, redelivered }) =>
  element("tr", {}, cell(stream), cell(name), number(pending), number(inHand), number(redelivered));

const letterRow = ({ at, consumer, subject, code, reason }) =>
  element(
    "tr",
    {},
    cell(timeOf(at)),
    cell(consumer),
    cell(subject),
    cell(`${code}: ${reason}`, "bad"),
    cell(button("put back all of this consumer", () => ask("/dead-letters/put-back", { name: consumer }))),
  );

export const showBus = ({ streams, consumers, letters }) => {
  const all = inputOf("bus", "all").checked;
  const shown = consumers.filter((one) => all || behind(one) > 0).sort((a, b) => behind(b) - behind(a));
  rowsOf("bus").replaceChildren(...shown.map(consumerRow));
  const lag = consumers.reduce((sum, one) => sum + behind(one), 0);
  const messages = streams.reduce((sum, one) => sum + one.messages, 0);
  document.querySelector("#lag").textContent =
    `${streams.length} streams, ${messages} messages; ${consumers.length} consumers, ${lag} messages behind`;
  rowsOf("letters").replaceChildren(...letters.map(letterRow));
};
