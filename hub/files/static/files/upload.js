"use strict";
// Sends each file in pieces. One that is lost is sent again from where the hub stands, so that nothing comes twice.
(() => {
  const list = document.getElementById("papers");
  if (!list) return;
  const piece = Number(list.dataset.piece), largest = Number(list.dataset.largest);
  const query = new URLSearchParams(location.search).get("language");
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  async function put(url, body) {
    for (let tries = 0; ; tries++) {
      try {
        const response = await fetch(url, { method: "PUT", body, headers: { "Content-Type": "application/octet-stream" } });
        if (response.status < 500 && response.status !== 429) return response;
        if (tries >= 20) return response;
      } catch (error) {
        if (tries >= 60) throw error;
      }
      tell(list.dataset.again, false);
      await pause(Math.min(1 + tries, 10));
    }
  }

  let current = null;
  function tell(words, bad) {
    const state = current.querySelector(".state");
    state.textContent = words;
    state.classList.toggle("bad", bad);
  }

  async function send(item, file) {
    const bar = item.querySelector("progress");
    const address = `${location.pathname}${item.dataset.position}/${newId()}`;
    let offset = 0;
    bar.hidden = false;
    while (true) {
      tell(`${list.dataset.sending} ${Math.floor((100 * offset) / file.size)} %`, false);
      const parameters = new URLSearchParams({ offset, size: file.size });
      if (query) parameters.set("language", query);
      const response = await put(`${address}?${parameters}`, file.slice(offset, offset + piece));
      const answer = await response.json().catch(() => ({}));
      if (response.status === 409 && "offset" in answer) {
        offset = answer.offset;
        continue;
      }
      if (!response.ok) {
        if (answer.over || response.status === 404) over();
        throw new Error(answer.message || (answer.over ? list.dataset.over : list.dataset.failed));
      }
      offset = answer.offset;
      bar.value = offset / file.size;
      if (answer.done) {
        item.querySelector(".count b").textContent = answer.pages;
        item.classList.add("good");
        return;
      }
    }
  }

  function over() {
    for (const input of list.querySelectorAll("input")) input.disabled = true;
    for (const button of list.querySelectorAll(".button")) button.classList.add("off");
  }

  let line = Promise.resolve(); // one file after the other
  list.addEventListener("change", (event) => {
    const input = event.target, item = input.closest("li");
    const files = [...input.files];
    input.value = "";
    for (const file of files) {
      line = line.then(async () => {
        current = item;
        try {
          if (file.size > largest || !file.size) throw new Error(file.size ? list.dataset.large : list.dataset.failed);
          await send(item, file);
          tell("", false);
        } catch (error) {
          tell(error.message || list.dataset.failed, true);
        }
        item.querySelector("progress").hidden = true;
      });
    }
  });
})();
