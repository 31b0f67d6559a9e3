// Shows the readable page where the browser cannot run ours: no modules at all, or modules without today's syntax.
(function () {
  function tell() { document.documentElement.className += " old-browser"; }
  if (!("noModule" in document.createElement("script"))) { tell(); return; }
  window.addEventListener("error", function (event) {
    if (/SyntaxError/.test(event.message || "")) tell();
  });
})();
