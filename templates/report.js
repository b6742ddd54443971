(function () {
  var root = document.documentElement, panels = document.querySelectorAll("details"), opened = [], sorted = [];
  function list(nodes) { return Array.prototype.slice.call(nodes); }
  function key(row, at) {
    var cell = row.cells[at], text = cell.getAttribute("data-v") || cell.textContent.replace(/^\s+|\s+$/g, "");
    return /^[+-]?\d/.test(text) ? parseFloat(text) : text === "—" ? -Infinity : text;
  }
  function compare(a, b) {
    if (typeof a === typeof b) { return typeof a === "number" ? (a < b ? -1 : a > b ? 1 : 0) : a.localeCompare(b, "zh"); }
    return typeof a === "number" ? -1 : 1;
  }
  function put(body, rows) { rows.forEach(function (row) { body.appendChild(row); }); }
  function sort(head) {
    var body = head.parentNode.parentNode.parentNode.parentNode.tBodies[0], rows = list(body.rows), at = head.parentNode.cellIndex;
    var up = head.className.indexOf(" up") < 0;
    if (!body.first) { body.first = rows; sorted.push(body); }
    list(head.parentNode.parentNode.cells).forEach(function (th) {
      th.removeAttribute("aria-sort");
      if (th.firstElementChild) { th.firstElementChild.className = "sort"; }
    });
    head.className = up ? "sort up" : "sort down";
    head.parentNode.setAttribute("aria-sort", up ? "ascending" : "descending");
    put(body, body.first.slice().sort(function (a, b) { return (up ? 1 : -1) * compare(key(a, at), key(b, at)); }));
  }
  function reveal() {
    var at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (; at; at = at.parentNode) { if (at.nodeName === "DETAILS") { at.open = true; } }
  }
  root.className = "js";
  list(panels).forEach(function (panel) { panel.open = panel.hasAttribute("data-keep"); });
  list(document.querySelectorAll(".sort")).forEach(function (head) {
    head.onclick = function () { sort(head); };
    head.onkeydown = function (event) { if (event.keyCode === 13 || event.keyCode === 32) { event.preventDefault(); sort(head); } };
  });
  window.onbeforeprint = function () {
    opened = list(panels).filter(function (panel) { return panel.open; });
    list(panels).forEach(function (panel) { panel.open = true; });
    sorted.forEach(function (body) { put(body, body.first); });
  };
  window.onafterprint = function () { list(panels).forEach(function (panel) { panel.open = opened.indexOf(panel) >= 0; }); };
  window.onhashchange = reveal;
  reveal();
}());
