"use strict";
// Says what is too large before it is sent: a server ends such a connection, and the page with it.
for (const form of document.querySelectorAll("form[data-largest]")) {
  form.addEventListener("submit", (event) => {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    const words = document.getElementById("too-large");
    words.hidden = files.reduce((sum, file) => sum + file.size, 0) <= Number(form.dataset.largest);
    if (!words.hidden) event.preventDefault();
  });
}
