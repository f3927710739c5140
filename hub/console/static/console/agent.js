// The devices of this window: the agent on this machine tells of cards and scanned codes, and the page's forms take them.
"use strict";

(() => {
  const CODE = "window-agent-code"; // where this browser keeps the pairing code
  const CASE = /^(?:https?:\/\/\S+\/q\/)?(?:case[:;：；])?([0-9a-z]{4})-?([0-9a-z]{4})-?([0-9a-z]{4})$/i;
  const TICKET = /^(?:https?:\/\/\S+\/q\/)?ticket[:;：；]([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
  let state = null; // as the agent told it last
  let trouble = ""; // with the agent itself: "away", "refused"
  let notice = ""; // about the card or code that came last
  let listening = false;
  let group = null; // of fields that a card fills, chosen last

  const bar = () => document.getElementById("agent");
  const pause = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000));

  function draw() {
    const shown = bar();
    if (!shown) return;
    const paired = Boolean(localStorage.getItem(CODE));
    const devices = paired && !trouble && state ? state.devices : [];
    const holds = {
      unpaired: !paired || trouble === "refused",
      paired: paired && trouble !== "refused",
      refused: trouble === "refused",
      away: trouble === "away",
      fault: devices.some(device => device.condition === "fault"),
      card: Boolean(devices.length && state.card),
      [notice]: true,
    };
    for (const part of shown.querySelectorAll("[data-when]")) part.hidden = !holds[part.dataset.when];
    const words = JSON.parse(shown.dataset.words);
    shown.querySelector("#agent-devices").replaceChildren(...devices.map(device => badge(device, words)));
    shown.hidden = false;
  }

  function badge(device, words) {
    const said = document.createElement("span");
    const usable = device.condition === "ok" || device.condition === "open";
    said.className = `badge ${usable ? "green" : device.condition === "fault" ? "red" : "amber"}`;
    said.textContent = `${words.device[device.kind] ?? device.kind} ${words.fault[device.fault] ?? words.condition[device.condition]}`;
    return said;
  }

  function send(path, options) {
    const code = localStorage.getItem(CODE);
    return fetch(bar().dataset.agent + path, { ...options, cache: "no-store", credentials: "omit", headers: { Authorization: `Bearer ${code}`, ...options.headers } });
  }

  async function ask() {
    const query = state && !trouble ? `?run=${state.run}&version=${state.version}` : "";
    const answer = await send(`/state${query}`, { signal: AbortSignal.timeout(40000) });
    if (answer.status === 401) return "refused";
    if (!answer.ok) return "away";
    take(await answer.json());
    return "";
  }

  async function listen() {
    if (listening) return;
    listening = true;
    while (bar() && localStorage.getItem(CODE)) {
      if (document.hidden) await untilSeen();
      trouble = await ask().catch(() => "away");
      draw();
      if (trouble === "refused") break;
      if (trouble) await pause(2);
    }
    listening = false;
  }

  function untilSeen() {
    state = null; // what is placed meanwhile is for another page
    return new Promise(resolve => document.addEventListener("visibilitychange", resolve, { once: true }));
  }

  function take(told) {
    const first = state === null || state.run !== told.run; // what lay there before is not for this page
    const placed = !first && told.placing > state.placing;
    const scanned = !first && told.scans > state.scans && told.scan;
    state = told;
    if (placed || !told.card) notice = told.card_fault ?? "";
    if (document.hidden) return;
    if (placed && told.card) useCard(false);
    if (scanned) useCode(told.scan);
  }

  function useCard(asked) {
    if (!group?.isConnected) group = document.querySelector("[data-card]");
    if (!group || !state.card) return;
    notice = state.card.number ? "" : "no_number";
    const values = { ...state.card, by: "number" };
    const number = group.querySelector("[data-card-field=number]");
    if (!asked && number.value && number.value !== values.number) notice = "other_card";
    if (notice) return;
    for (const input of group.querySelectorAll("[data-card-field]")) {
      input.value = values[input.dataset.cardField];
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (group.dataset.card === "submit") group.requestSubmit(group.querySelector("button"));
  }

  function useCode(code) {
    const parts = CASE.exec(code.trim());
    const ticket = TICKET.exec(code.trim());
    const field = document.activeElement;
    if (parts) {
      const form = bar().querySelector("#scanned-case");
      form.elements.code.value = parts.slice(1).join("-");
      form.requestSubmit();
    } else if (ticket) {
      const form = bar().querySelector("#scanned-ticket");
      form.elements.ticket.value = ticket[1].toLowerCase();
      form.requestSubmit();
    } else if (field?.matches("input[type=text], input:not([type]), textarea") && !field.value && !field.readOnly) {
      field.value = code;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      notice = "scan_unknown";
    }
  }

  function pair(event) {
    if (event.target.id !== "pair") return;
    event.preventDefault();
    event.stopPropagation();
    localStorage.setItem(CODE, document.getElementById("pairing").value.trim().toUpperCase());
    trouble = notice = "";
    draw();
    listen();
  }

  function press(event) {
    if (event.target.id === "read-card") useCard(true);
    if (event.target.id === "unpair") localStorage.removeItem(CODE);
    if (event.target.id === "read-card" || event.target.id === "unpair") draw();
  }

  function choose(event) {
    group = event.target.closest("[data-card]") ?? group;
  }

  function type(event) { // a number that is typed is not that of the card whose name was filled in
    if (event.target.dataset.cardField !== "number") return;
    for (const input of event.target.closest("[data-card]").querySelectorAll("input[type=hidden][data-card-field]")) input.value = "";
  }

  function show() {
    draw();
    listen();
  }

  document.addEventListener("submit", pair, true); // before htmx takes it for the hub
  document.addEventListener("click", press);
  document.addEventListener("focusin", choose);
  document.addEventListener("input", type);
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("htmx:afterSettle", show);
})();
