// The connection: opens, stays, and opens again by itself, going on where the transcript ends.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
const CALM_WAIT = 2000; // between two pictures for those who asked their system for less motion

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const KEY = moderatorKey();

// The key stands behind the #, which is never sent to a server. It is taken out of the address at once, so
// that a shared screen or a copied link does not give it away.
function moderatorKey() {
  const found = new URLSearchParams(location.hash.slice(1)).get("key");
  if (found) {
    sessionStorage.setItem("key", found);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("key");
}

export function connect({ seen, onState, onPicture, onMessage }) {
  let socket = null;
  let wait = FIRST_WAIT;

  function open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/live?after=${seen()}`);
    socket.binaryType = "blob";
    socket.onopen = () => {
      wait = FIRST_WAIT;
      onState("");
      if (KEY) send({ type: "key", key: KEY });
    };
    socket.onmessage = (event) => receive(event.data);
    socket.onclose = () => {
      onState("The line is down. Trying again…");
      setTimeout(open, wait * (0.7 + 0.6 * Math.random()));
      wait = Math.min(2 * wait, LONGEST_WAIT);
    };
  }

  async function receive(data) {
    if (typeof data === "string") {
      const message = JSON.parse(data);
      onMessage[message.type]?.(message);
      return;
    }
    if (!onPicture) return; // who shows no picture asks for no other
    const from = socket;
    await onPicture(data);
    if (calm.matches) await new Promise((done) => setTimeout(done, CALM_WAIT));
    await untilVisible();
    if (from === socket) send({ type: "seen" });
  }

  function send(message) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    else onState("The line is down. That was not sent.");
  }

  open();
  return { send };
}

// A page in the background is sent no pictures: the next one is asked for when it can be seen again.
function untilVisible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
}
