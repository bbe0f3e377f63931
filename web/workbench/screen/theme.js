import { webDarkTheme, webLightTheme } from "@fluentui/tokens";
import { setTheme } from "@fluentui/web-components/theme/set-theme.js";

/** Light or dark, as the developer's system is. */
export function followColorScheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => setTheme(dark.matches ? webDarkTheme : webLightTheme);
  dark.addEventListener("change", apply);
  apply();
}
