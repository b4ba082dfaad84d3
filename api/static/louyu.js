// What pages do beside showing: a choice of the month is a new page.
"use strict";
for (const choice of document.querySelectorAll("select[data-submits]")) {
  choice.addEventListener("change", () => choice.form.submit());
}
for (const secret of document.querySelectorAll("input.secret")) {
  secret.addEventListener("focus", () => secret.select());
}
