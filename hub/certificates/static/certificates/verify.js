// A code that was scanned stands behind the # of the address, which no browser sends to the hub.
"use strict";
const code = decodeURIComponent(location.hash.slice(1));
if (code) {
  document.getElementById("id_code").value = code;
  history.replaceState(null, "", location.pathname);
}
