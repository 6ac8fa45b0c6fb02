// Saves a question at each touch, and says so only when the server has it on the disk. Without it, the buttons save.
"use strict";
(() => {
  const form = document.getElementById("question");
  const status = document.getElementById("saved");
  const note = document.getElementById("note");
  if (!form || !window.fetch) return;
  const own = "touched" in form.dataset ? new Set() : null; // of many questions, only what was touched here is sent
  let waiting = 0, busy = false, wanted = false, tries = 0, last = fields();

  function fields() {
    const all = [...new FormData(form)];
    return new URLSearchParams(own ? all.filter(([name]) => own.has(name)) : all).toString();
  }
  function say(key, bad) {
    status.textContent = status.dataset[key];
    status.classList.toggle("bad", !!bad);
  }
  async function showLast() { // what was answered the last time, now that this is answered
    const place = document.getElementById("last");
    if (!place || place.firstElementChild) return;
    const answer = await fetch(place.dataset.from, { credentials: "same-origin" }).catch(() => null);
    if (answer && answer.status === 200) place.innerHTML = await answer.text();
  }
  function complete() {
    const na = document.getElementById("na");
    return !(na && na.checked && !document.getElementById("reason").value.trim());
  }
  function soon(milliseconds) {
    clearTimeout(waiting);
    wanted = true;
    waiting = setTimeout(save, milliseconds);
  }
  async function save() {
    clearTimeout(waiting);
    if (busy) return;
    const body = fields();
    if (body === last) { wanted = false; say("saved"); return; }
    if (!complete()) { wanted = false; status.textContent = ""; return; }
    busy = true;
    say("saving");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(15000),
        headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      });
      busy = false;
      if (!answer.ok && answer.status < 500) {
        wanted = false;
        const told = await answer.json().catch(() => ({}));
        say("refused", true);
        if (told.said) { note.textContent = told.said; note.hidden = false; }
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const kept = await answer.json();
      tries = 0;
      const untouched = fields() === body;
      if (form.elements.seen) form.elements.seen.value = kept.seen;
      if (kept.seen) showLast();
      if (kept.replaced) { note.textContent = status.dataset.replaced; note.hidden = false; }
      if (untouched) { last = fields(); wanted = false; say("saved"); } else { last = ""; save(); }
    } catch {
      busy = false;
      say("failed", true);
      tries += 1;
      waiting = setTimeout(save, Math.min(15000, 1000 * 2 ** tries));
    }
  }
  form.addEventListener("change", (event) => {
    own?.add(event.target.name);
    if (event.target.value === "NA") document.getElementById("reason").focus();
    say("saving");
    soon(event.target.type === "radio" ? 120 : 0);
  });
  form.addEventListener("input", (event) => {
    own?.add(event.target.name);
    if (event.target.tagName === "TEXTAREA") soon(900);
  });
  form.addEventListener("submit", () => { wanted = false; });
  const touched = (one) => one.type === "radio" ? one.checked !== one.defaultChecked
    : one.tagName === "TEXTAREA" && one.value !== one.defaultValue;
  const early = [...form.elements].filter(touched); // before this script had arrived
  for (const one of early) own?.add(one.name);
  if (early.length) { last = ""; soon(0); }
  window.addEventListener("online", () => { if (wanted) save(); });
  window.addEventListener("beforeunload", (event) => { if (wanted && complete()) event.preventDefault(); });
})();
