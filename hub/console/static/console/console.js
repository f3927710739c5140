// A page says so when the hub cannot be reached or fails: what it shows may be old, and what was pressed was not done.
"use strict";

function tell(lost) {
  const said = document.getElementById("lost");
  if (said) said.hidden = !lost;
}

document.addEventListener("htmx:sendError", () => tell(true));
document.addEventListener("htmx:timeout", () => tell(true));
document.addEventListener("htmx:beforeSwap", event => {
  const failed = event.detail.xhr.status >= 500;
  tell(failed);
  if (failed) event.detail.shouldSwap = false; // the page stays, with all that was typed into it
});
