// Chooses the reader's own time zone in a list marked `data-guess-zone`, where neither the
// server (a `selected` option) nor the reader has chosen one yet.

function isUntouched(select) {
  const isChosen = [...select.options].some((option) => option.defaultSelected);
  return !isChosen && select.selectedIndex <= 0;
}

function knows(select, zone) {
  return [...select.options].some((option) => option.value === zone);
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const select of document.querySelectorAll("select[data-guess-zone]")) {
  if (isUntouched(select) && knows(select, zone)) {
    select.value = zone;
  }
}
