// Registers this browser for notifications. The page says in words what is possible here; nothing is asked before a press.
const box = document.querySelector("[data-devices]");
const form = box?.querySelector("[data-add]");

function show(...names) {
  for (const one of box.querySelectorAll("[data-when]")) one.hidden = !names.includes(one.dataset.when);
}

function possible() {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

function apple() {
  return /iPhone|iPad|iPod/.test(navigator.userAgent)
    || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
}

function bytes(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
  return Uint8Array.from(raw, (one) => one.charCodeAt(0));
}

function same(one, other) {
  return one && one.byteLength === other.length && new Uint8Array(one).every((value, at) => value === other[at]);
}

async function current() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return registration ? registration.pushManager.getSubscription() : null;
}

async function subscribed() {
  const key = bytes(box.dataset.key);
  await navigator.serviceWorker.register("/push-worker.js", { scope: "/" });
  const registration = await navigator.serviceWorker.ready;
  const old = await registration.pushManager.getSubscription();
  if (old && same(old.options?.applicationServerKey, key)) return old;
  if (old) await old.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function add() {
  if (await Notification.requestPermission() !== "granted") {
    show(Notification.permission === "denied" ? "denied" : "ready");
    return;
  }
  try {
    const { endpoint, keys } = (await subscribed()).toJSON();
    form.elements.endpoint.value = endpoint;
    form.elements.p256dh.value = keys.p256dh;
    form.elements.auth.value = keys.auth;
    form.submit();
  } catch {
    show("failed", "ready");
  }
}

async function look() {
  if (!possible()) show(apple() ? "iphone" : "unsupported");
  else if (Notification.permission === "denied") show("denied");
  else show("here" in box.dataset && await current() ? "here" : "ready");
}

if (box) {
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    add();
  });
  document.querySelector("[data-this] [data-remove]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await (await current())?.unsubscribe();
    } finally {
      event.target.submit();
    }
  });
  look();
}
