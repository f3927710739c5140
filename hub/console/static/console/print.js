// The page is there to be printed: at once on the printer of this window's agent, else by the browser; again by its button.
"use strict";

(() => {
  const { agent, slip } = document.querySelector("[data-slip]").dataset;
  const code = localStorage.getItem("window-agent-code");

  function send(path, options = {}) {
    return fetch(agent + path, { ...options, cache: "no-store", credentials: "omit", headers: { Authorization: `Bearer ${code}`, "Content-Type": "application/json" } });
  }

  async function hasPrinter() {
    if (!agent || !code) return false;
    const answer = await send("/state", { signal: AbortSignal.timeout(5000) });
    return answer.ok && (await answer.json()).devices.some(device => device.kind === "printer");
  }

  async function printSlip() {
    if (!await hasPrinter().catch(() => false)) return window.print();
    const answer = await send("/print", { method: "POST", body: slip }).catch(() => null);
    tell(answer?.ok ? "printed" : "unprinted");
    if (!answer?.ok) window.print();
  }

  function tell(which) {
    for (const id of ["printed", "unprinted"]) document.getElementById(id).hidden = id !== which;
  }

  document.getElementById("print").addEventListener("click", printSlip);
  printSlip();
})();
