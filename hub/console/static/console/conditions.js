// A question that depends on another is asked only while that is answered so; without scripts its condition stands beside it.
"use strict";

function isAnswered(name, value) {
  const inputs = [...document.getElementsByName(name)].filter(input => !input.disabled);
  return inputs.some(input => (input.type === "checkbox" || input.type === "radio" ? input.checked : true) && input.value === value);
}

function askWhatApplies() {
  for (const question of document.querySelectorAll("[data-asked-by]")) { // in the form's order: one may depend on the one before
    question.hidden = !isAnswered(question.dataset.askedBy, question.dataset.askedAt);
    for (const input of question.querySelectorAll("input, select, textarea")) input.disabled = question.hidden; // and is not sent
  }
}

document.addEventListener("change", askWhatApplies);
document.addEventListener("DOMContentLoaded", askWhatApplies);
document.addEventListener("htmx:afterSettle", askWhatApplies);
