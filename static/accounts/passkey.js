// Passkeys: the browser makes or uses one, and its answer is posted as an ordinary form.
// Without a script these forms stay hidden; the code app does the same.

const bytes = (text) => {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const named = (list) => (list || []).map((known) => ({ ...known, id: bytes(known.id) }));

const use = async ({ publicKey }) => {
  const found = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: named(publicKey.allowCredentials),
    },
  });
  const { response } = found;
  return {
    type: found.type,
    id: found.id,
    rawId: text(found.rawId),
    clientExtensionResults: found.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
};

const make = async ({ publicKey }) => {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: named(publicKey.excludeCredentials),
      // A passkey signs in by itself: the browser keeps it and checks who holds it.
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
  return {
    type: made.type,
    id: made.id,
    rawId: text(made.rawId),
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    },
  };
};

const written = () => JSON.parse(document.getElementById("passkey-options").textContent);
const asked = async (form) => {
  const answer = await fetch(form.action, {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

const kinds = {
  "sign-in": async (form) => use((await asked(form)).request_options),
  confirm: async () => use(written().request_options),
  add: async () => make(written().creation_options),
};

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const line = form.querySelector("[data-passkey-error]");
      line.textContent = "";
      try {
        form.elements.namedItem("credential").value = JSON.stringify(
          await kinds[form.dataset.passkey](form),
        );
        form.submit();
      } catch {
        line.textContent = "The passkey did not work. Try again, or use another way.";
      }
    });
  }
}
