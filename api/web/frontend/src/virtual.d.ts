declare module "virtual:quarters.css";
declare module "swagger-ui-dist/swagger-ui.css";
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  /** What we say of it: https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/ */
  export default function SwaggerUI(options: {
    domNode: HTMLElement;
    url: string;
    deepLinking: boolean;
    docExpansion: "none";
    filter: boolean;
    tryItOutEnabled: boolean;
    validatorUrl: null;
  }): void;
}
