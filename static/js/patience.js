// Says that something is under way when a form that has a place for it (`data-patience`, with the
// text) is not answered within a second.

const SOON_MS = 1000;

function tell(place) {
  const bar = document.createElement("progress");
  bar.setAttribute("aria-hidden", "true");
  place.replaceChildren(place.dataset.patience, bar);
}

for (const place of document.querySelectorAll("form [data-patience]")) {
  let waiting;
  place.closest("form").addEventListener("submit", () => {
    waiting = setTimeout(tell, SOON_MS, place);
  });
  window.addEventListener("pageshow", () => {
    clearTimeout(waiting);
    place.replaceChildren();
  });
}
