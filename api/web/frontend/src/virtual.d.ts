declare module "virtual:quarters.css";
