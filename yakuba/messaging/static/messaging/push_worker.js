// Shows a notification for what the house sends, and opens the page of ours that it leads to. Stores and caches nothing.
const HOME = "/my/";
const UNREADABLE = { id: "unreadable", title: "お知らせがあります", path: HOME, lang: "ja" };

function read(data) {
  try {
    const told = data.json();
    return told && told.id && told.title ? told : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The same id again replaces the notification without a sound: whatever is sent twice is seen once.
self.addEventListener("push", (event) => {
  const told = read(event.data);
  event.waitUntil(self.registration.showNotification(String(told.title), {
    tag: String(told.id),
    lang: told.lang === "en" ? "en" : "ja",
    silent: told.silent === true,
    icon: "/static/messaging/app-192.png",
    data: { path: told.path, why: told.why },
    actions: told.why ? [{ action: "why", title: String(told.label) }] : [],
  }));
});

function address(path) {
  const url = new URL(typeof path === "string" && path ? path : HOME, self.location.origin);
  return url.origin === self.location.origin ? url.href : new URL(HOME, self.location.origin).href;
}

async function open(url) {
  for (const one of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    if (one.url === url) return one.focus();
  }
  return self.clients.openWindow(url);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { path, why } = event.notification.data ?? {};
  event.waitUntil(open(address(event.action === "why" ? why : path)));
});
