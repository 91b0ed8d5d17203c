// Moves focus to the error summary, so that a reader hears at once that something is wrong.

document.querySelector("[data-error-summary]")?.focus();
