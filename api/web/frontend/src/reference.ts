// The API to try out, from its own document. Swagger UI draws it, from our own server and within our policy.
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./styles/reference.css";

const here = document.querySelector<HTMLElement>("[data-reference]");
if (here) {
  SwaggerUI({
    domNode: here,
    url: here.dataset["reference"] ?? "",
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
}
