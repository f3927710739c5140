// The page is there to be printed: at once, and again by its button.
"use strict";

document.getElementById("print").addEventListener("click", () => window.print());
window.print();
