/* global document, FormData, window */
/* Swagger UI over /openapi.json, and a sign-in for development where there is an issuer that signs for anyone. */
const ui = window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  persistAuthorization: false,
});

const form = document.querySelector("#sign-in");
const says = form.querySelector("output");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wanted = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
  const answer = await fetch("/dev/issuer/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wanted),
  });
  const body = await answer.json();
  if (answer.ok) ui.preauthorizeApiKey("bearer", body.access_token);
  says.textContent = answer.ok ? `signed in as ${wanted.role} for ${body.expires_in / 3600} hours` : body.detail;
});

fetch("/dev/issuer/.well-known/openid-configuration").then(
  ({ ok }) => {
    form.hidden = !ok;
  },
  () => undefined,
);
