// Asks the browser to make or use a passkey, and sends its answer with the form. Without JavaScript the digits of an
// app do the same, so nothing here is the only way in.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const descriptors = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

function readOptions({ publicKey }) {
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) options.excludeCredentials = descriptors(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = descriptors(options.allowCredentials);
  return { publicKey: options };
}

function written(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = toText(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const problem = form.querySelector("[data-problem]");
  form.elements.answer.value = ""; // an answer that was refused is of no more use
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    problem.hidden = true;
    try {
      const credential = await navigator.credentials[form.dataset.passkey](readOptions(JSON.parse(form.dataset.options)));
      form.elements.answer.value = written(credential);
      form.requestSubmit();
    } catch {
      problem.textContent = form.dataset.refused;
      problem.hidden = false;
    }
  });
}
