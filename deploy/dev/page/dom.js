/* global document */
/** Small helpers of the page: elements are made, never written as text, so nothing that an event or a log holds becomes code. */

const svgTags = new Set(["svg", "rect", "title"]);

export const element = (tag, properties = {}, ...children) => {
  const made = svgTags.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(
    ...children
      .filter((child) => child !== undefined)
      .map((child) => (child instanceof Object ? child : String(child))),
  );
  return made;
};

export const cell = (content, kind) => element("td", { class: kind }, content ?? "");
export const number = (value, digits = 0) => cell(value === undefined ? "" : value.toFixed(digits), "number");
export const timeOf = (at) =>
  new Date(at).toLocaleTimeString("en-GB", { hour12: false }) + `.${String(Math.floor(at % 1000)).padStart(3, "0")}`;
export const rowsOf = (section) => document.querySelector(`#${section} > table > tbody`);
export const inputOf = (section, name) => document.querySelector(`#${section} [name=${name}]`);

export const button = (text, action) => element("button", { type: "button", onclick: action }, text);
export const link = (text, action) => element("button", { type: "button", class: "link", onclick: action }, text);

/** Says what went wrong, and takes it back when all is well again. */
export const trouble = (text) => {
  document.querySelector("#trouble").textContent = text;
};

/** Asks the page's own server. Answers with the body; a refusal is said on the page. */
export const ask = async (path, body) => {
  const answer = await fetch(
    path,
    body === undefined
      ? {}
      : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  );
  const read = await answer.json();
  if (answer.ok) return read;
  trouble(read.detail ?? `${path}: ${answer.status}`);
  throw new Error(read.detail);
};
