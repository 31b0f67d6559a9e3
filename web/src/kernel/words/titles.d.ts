// The titles that build/words.ts makes out of the catalogues.
declare module "virtual:titles/*" {
  const titles: Record<string, string>;
  export default titles;
}
