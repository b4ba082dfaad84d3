// The description of the API, drawn from this server's own document; nothing is asked of any other machine.
"use strict";
const place = document.getElementById("swagger");
SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: false,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  filter: true,
  validatorUrl: null,
  // a change by the cookie of a signed-in person needs the mark of the page
  requestInterceptor: (request) => {
    if (place.dataset.csrf && request.method && request.method !== "GET") {
      request.headers["X-CSRF-Token"] = place.dataset.csrf;
    }
    return request;
  },
});
