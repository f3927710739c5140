// The board asks every 1.5 s whether anything has changed. What is older than 8 s is shown as stale until an answer comes.
"use strict";

const POLL = 1500, PATIENCE = 4000, STALE = 8000, RELOAD = 24 * 3600 * 1000; // milliseconds
const at = id => document.getElementById(id);
const began = performance.now();
const place = document.title;
const wordings = JSON.parse(at("wordings").textContent);
const lang = document.documentElement.lang;
const locales = document.body.dataset.locales.split(" "); // the first one large, the others beneath it
let etag = "", heard = began, spoken = null, clips = {};

async function poll() {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(document.body.dataset.board, { headers, cache: "no-store", signal: patience.signal });
    if (answer.status === 200) {
      const board = await answer.json();
      show(board);
      etag = answer.headers.get("ETag") || "";
    } else if (answer.status !== 304) {
      throw new Error(answer.status);
    }
    heard = performance.now();
  } catch (error) {
    // said by `watch` when it lasts
  } finally {
    clearTimeout(timer);
    setTimeout(poll, POLL);
  }
}

function watch() {
  const silence = performance.now() - heard, stale = silence > STALE;
  if (stale && !document.body.classList.contains("stale")) document.body.dataset.silence = Math.round(silence);
  document.body.classList.toggle("stale", stale);
  const there = { timeZone: document.body.dataset.zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  at("clock").textContent = new Date().toLocaleTimeString(lang, there);
  const call = at("number").textContent && `${at("number").textContent} → ${at("where").firstChild.textContent} · `;
  document.title = (stale ? `${wordings.lost} · ` : "") + call + place;
  if (!stale && performance.now() - began > RELOAD) location.reload(); // a page that stands for days is loaded again
}

function show(board) {
  const newest = board.calls[0];
  at("number").textContent = newest ? newest.number : "";
  at("where").replaceChildren(...(newest ? named(newest.window) : []));
  at("windows").replaceChildren(...board.windows.map(row));
  at("services").replaceChildren(...board.services.map(service => {
    const line = element("span", "", `${wording(service.name)} `);
    const [before, after] = wordings.waiting.split("{count}");
    line.append(before, element("b", "", String(service.waiting)), after);
    return line;
  }));
  fit();
  const fresh = spoken ? board.calls.filter(call => !spoken.has(call.key)) : [];
  spoken = new Set(board.calls.map(call => call.key));
  if (fresh.length) {
    at("call").classList.remove("new");
    void at("call").offsetWidth; // start the flash again
    at("call").classList.add("new");
    voice.push(...fresh.reverse());
    speak();
  }
}

// However many windows there are, none is cut off.
function fit() {
  const list = at("windows");
  for (let scale = 1; scale > 0.3; scale *= 0.92) {
    list.style.setProperty("--scale", scale);
    if (list.scrollHeight <= list.clientHeight) return;
  }
}

function row(window) {
  const line = element("div", "window", "");
  const last = window.last.length ? fill("before", { numbers: window.last.join("　") }) : "";
  line.append(element("span", "name", wording(window.name)), element("span", "number", window.number || ""), element("span", "last", last));
  return line;
}

function named(text) {
  const others = locales.slice(1).filter(tag => text[tag]).map(tag => element("small", "", text[tag]));
  return [document.createTextNode(fill("goTo", { window: wording(text) })), ...others];
}

function wording(text) {
  return text[locales[0]] || Object.values(text)[0] || "";
}

function fill(key, values) {
  return wordings[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function element(kind, name, text) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

// One call after the other: by the site's recorded words where it has them all, else by the browser's own speech.
const voice = [];
let speaking = false;

async function speak() {
  if (speaking) return;
  speaking = true;
  while (voice.length) {
    const call = voice.shift();
    try {
      const words = recorded(call);
      await (words ? play(words) : say(call));
    } catch (error) {
      if (error.message === "blocked") at("sound").hidden = false;
    }
  }
  speaking = false;
}

function recorded(call) {
  const window = (wording(call.window).match(/[0-9A-Z]/g) || []);
  const words = ["please", ...call.number, "to", ...window, "window"];
  return window.length && words.every(word => word in clips) ? words.map(word => clips[word]) : null;
}

async function play(addresses) {
  for (const address of addresses) {
    const sound = new Audio(`${document.body.dataset.clips.replace(/clips$/, "")}${address}`);
    await new Promise((resolve, reject) => {
      sound.onended = resolve;
      sound.onerror = () => reject(new Error("broken"));
      sound.play().catch(error => reject(new Error(error.name === "NotAllowedError" ? "blocked" : "broken")));
    });
  }
}

function say(call) {
  if (!("speechSynthesis" in window)) return Promise.resolve();
  const words = new SpeechSynthesisUtterance(fill("call", { number: [...call.number].join(" "), window: wording(call.window) }));
  words.lang = lang;
  words.rate = 0.9;
  return new Promise((resolve, reject) => {
    const enough = setTimeout(resolve, 12000); // some browsers never say that they are done
    words.onend = () => { clearTimeout(enough); resolve(); };
    words.onerror = event => { clearTimeout(enough); reject(new Error(event.error === "not-allowed" ? "blocked" : event.error)); };
    speechSynthesis.speak(words);
  });
}

at("sound").addEventListener("click", () => {
  at("sound").hidden = true;
  if ("speechSynthesis" in window) speechSynthesis.speak(new SpeechSynthesisUtterance(" "));
});
fetch(document.body.dataset.clips).then(answer => answer.json()).then(found => { clips = found; }, () => {});
addEventListener("resize", fit);
setInterval(watch, 500);
watch();
poll();
