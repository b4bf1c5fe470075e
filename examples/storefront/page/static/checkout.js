// The checkout works without this script: then a button asks for the prices.
// With it, each change posts the same form, and the parts of the page that comes
// back which are marked data-live take the place of those that are there.
"use strict";

// Moments are shown by the visitor's own clock.
function localTimes(root) {
  const form = { dateStyle: "medium", timeStyle: "short" };
  for (const time of root.querySelectorAll("time[data-local]")) {
    const moment = new Date(time.dateTime);
    if (!isNaN(moment)) {
      time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, form).format(moment);
    }
  }
}

// swap puts the live parts of another page into this one, and keeps the focus and what
// is unfolded.
function swap(other) {
  const active = document.activeElement;
  const focused = active && active.id;
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = other.getElementById(part.id);
    if (fresh && fresh.innerHTML !== part.innerHTML) {
      const open = [...part.querySelectorAll("details")].map((d) => d.open);
      part.innerHTML = fresh.innerHTML;
      part.querySelectorAll("details").forEach((d, n) => (d.open = open[n] ?? false));
    }
  }
  for (const fault of document.querySelectorAll(".field > .fault")) {
    const control = fault.parentElement.querySelector("input, select");
    if (fault.textContent) {
      control.setAttribute("aria-invalid", "true");
    } else {
      control.removeAttribute("aria-invalid");
    }
  }
  if (focused && document.activeElement !== active) {
    document.getElementById(focused)?.focus();
  }
  localTimes(document);
}

function checkout(form) {
  const summary = document.getElementById("summary");
  let running = null;
  let timer = 0;

  // What the prices hang on, and what of it was priced last: to leave a field that
  // was priced while it was typed must not swap the button that is being clicked.
  const wanted = () => new URLSearchParams([...form.querySelectorAll("[data-quotes]")]
    .filter((c) => c.type !== "radio" || c.checked).map((c) => [c.name, c.value])).toString();
  let priced = wanted();

  async function update() {
    clearTimeout(timer);
    running?.abort();
    const mine = (running = new AbortController());
    summary.setAttribute("aria-busy", "true");
    const body = new URLSearchParams(new FormData(form));
    body.delete("sealed"); // the answer has another
    body.set("action", "update");
    const asked = wanted();
    try {
      // form.action would be the button of that name
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, signal: mine.signal, credentials: "same-origin" });
      const kind = answer.headers.get("Content-Type") || "";
      if (answer.redirected || !kind.startsWith("text/html") || (answer.status !== 200 && answer.status !== 422)) {
        throw new Error("status " + answer.status);
      }
      swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
      summary.removeAttribute("aria-busy");
      priced = asked;
    } catch (reason) {
      if (mine.signal.aborted) {
        return; // a later change is under way
      }
      summary.removeAttribute("aria-busy"); // the order is then refused for what has changed, and priced anew
    }
    if (running === mine) {
      running = null;
    }
  }

  form.classList.add("live"); // the button for the prices is not needed
  form.addEventListener("change", (event) => {
    if (event.target.hasAttribute("data-quotes") && wanted() !== priced) {
      update();
    }
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("input[data-quotes]:not([type=radio])")) {
      clearTimeout(timer);
      timer = setTimeout(update, 700);
    }
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (event.submitter && event.submitter.id === "place") {
      if (form.dataset.sent) {
        event.preventDefault(); // once is enough; the key would see to it too
        return;
      }
      form.dataset.sent = "1";
    }
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);

  // The prices are asked for again when they have expired.
  setInterval(() => {
    const time = summary.querySelector(".expires time");
    if (time && new Date(time.dateTime) <= new Date() && !running) {
      update();
    }
  }, 15000);
}

localTimes(document);
const form = document.getElementById("checkout");
if (form) {
  checkout(form);
}
document.getElementById("faults")?.focus();
