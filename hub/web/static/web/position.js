"use strict";
// Asks the phone where it is, once, when the button is pressed, and sends that with the form.
const form = document.getElementById("position");
const button = document.getElementById("check-in");

function tell(id) {
  for (const each of ["denied", "unknown"]) document.getElementById(each).hidden = each !== id;
  document.getElementById("problem")?.remove();
  button.disabled = false;
}

function send({ coords }) {
  for (const name of ["latitude", "longitude", "accuracy"]) form.elements[name].value = coords[name];
  form.submit();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!navigator.geolocation) return tell("unknown");
  button.disabled = true;
  const wants = { enableHighAccuracy: true, timeout: 20000, maximumAge: 30000 };
  navigator.geolocation.getCurrentPosition(send, (error) => tell(error.code === 1 ? "denied" : "unknown"), wants);
});
button.hidden = false;
