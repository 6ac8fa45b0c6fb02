// Puts what is new on the page as soon as the server has it. Without it, the page is as new as when it was loaded.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (!live || !window.fetch) return;
  let tag = live.dataset.tag, failed = 0;

  function put(html) {
    const now = document.activeElement;
    const key = now && live.contains(now) ? now.getAttribute("href") : null;
    live.innerHTML = html;
    if (!key) return;
    const again = [...live.querySelectorAll("a")].find((link) => link.getAttribute("href") === key);
    if (again) again.focus({ preventScroll: true });
  }
  async function ask() {
    if (document.hidden) return setTimeout(ask, 1000);
    const begun = Date.now();
    try {
      const answer = await fetch(live.dataset.from, {
        credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(30000),
        headers: { "If-None-Match": tag }, cache: "no-store",
      });
      if (answer.status === 403) return location.reload();
      if (answer.status === 200) {
        tag = answer.headers.get("etag");
        put(await answer.text());
      }
      failed = 0;
    } catch {
      failed += 1;
    }
    const pause = failed ? Math.min(15000, 1000 * 2 ** failed) : Date.now() - begun < 500 ? 1000 : 50;
    setTimeout(ask, pause);
  }
  ask();
})();
