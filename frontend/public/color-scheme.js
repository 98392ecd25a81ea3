// Sets the colours before the first paint; a file, because the security policy allows no inline script.
(() => {
  let chosen = null;
  try {
    chosen = window.localStorage.getItem("segue-color-scheme");
  } catch {
    // Storage may be switched off: the system's setting is used then.
  }
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme =
    chosen === "light" || chosen === "dark" ? chosen : prefersDark ? "dark" : "light";
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();
