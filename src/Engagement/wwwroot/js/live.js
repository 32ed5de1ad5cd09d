// A link to a message that is not on this page: the page that has it.
(() => {
  const wanted = /^#message-([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  if (!wanted) return;
  const there = document.getElementById(`message-${wanted}`);
  const query = new URLSearchParams(location.search);
  if (there) there.focus();
  else if (query.get("message") !== wanted) {
    query.set("message", wanted);
    location.replace(`${location.pathname}?${query}${location.hash}`);
  }
})();

// Live hints: the server says that something changed, and what is shown is read again in place. Pages work without it.
(() => {
  const script = document.currentScript.src;
  const page = document.querySelector("[data-live]");
  if (!page || !window.EventSource) return;
  const ticket = page.dataset.live;
  const again = (selector, event) => document.querySelectorAll(selector).forEach((part) => htmx.trigger(part, event));
  const list = document.querySelector("[data-live-list]");

  // Beside this script, wherever the portal lies.
  const live = new URL("../live", script);
  if (ticket) live.searchParams.set("ticket", ticket);
  const source = new EventSource(live);
  let soon;
  source.addEventListener("tickets", (event) => {
    if (ticket && JSON.parse(event.data).includes(ticket)) again("#conversation", "live-conversation");
    // Many changes at once are one reading.
    clearTimeout(soon);
    soon = setTimeout(() => {
      again("#list-pane, #views", "live-list");
      // A list one is working in does not move by itself: a button says that there is more.
      if (list) document.getElementById("list-changed").hidden = false;
    }, 300);
  });
  addEventListener("pagehide", () => source.close());

  // Who is here, and who writes: said every eight seconds, and at once when that changes.
  const to = page.dataset.presence;
  if (!to) return;
  const shown = document.getElementById("presence");
  let state = "viewing";
  let typedAt = 0;
  const say = async (what) => {
    const answer = await fetch(to, {
      method: "POST",
      headers: { "X-Form-Token": document.querySelector('meta[name="form-token"]').content, "HX-Request": "true" },
      body: new URLSearchParams({ ticket, state: what }),
      keepalive: what === "left",
    });
    if (answer.status === 200) {
      const html = (await answer.text()).trim();
      if (shown.innerHTML.trim() !== html) shown.innerHTML = html; // said aloud only when it is news
    }
  };
  const hush = () => {}; // a lost word is said again in eight seconds
  document.querySelectorAll("[data-writing]").forEach((box) => box.addEventListener("input", () => {
    typedAt = Date.now();
    if (state === "writing") return;
    state = "writing";
    say(state).catch(hush);
  }));
  source.addEventListener("presence", () => say(state).catch(hush));
  setInterval(() => {
    if (Date.now() - typedAt > 8000) state = "viewing";
    say(state).catch(hush);
  }, 8000);
  say(state).catch(hush);
  addEventListener("pagehide", () => say("left").catch(hush));
})();
