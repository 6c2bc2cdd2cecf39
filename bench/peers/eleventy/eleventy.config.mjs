export default function (config) {
  config.setQuietMode(true);
  return { dir: { input: ".", output: "_site", includes: "_includes" }, markdownTemplateEngine: false };
}
