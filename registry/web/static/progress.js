// Replaces the progress section while an examination runs; reloads the page once when it has ended.
"use strict";
const busy = ["received", "examining"];
async function look() {
  const section = document.getElementById("progress");
  const answer = await fetch(location.pathname.replace(/\/$/, "") + "/state", { credentials: "same-origin" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("progress");
  if (!fresh) return;
  if (!busy.includes(fresh.dataset.state)) { location.reload(); return; }
  section.replaceWith(fresh);
  setTimeout(look, 1000);
}
setTimeout(look, 700);
