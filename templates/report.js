(function () {
  var root = document.documentElement, panels = document.querySelectorAll("details"), opened = [], sorted = [], waiting = 0;
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
  function labels(table) {
    var grid = [];
    list(table.tHead.rows).forEach(function (row, line) {
      var at = 0;
      list(row.cells).forEach(function (th) {
        var small = th.querySelector("small"), word = (small || th).textContent.replace(/\s+/g, " "), i, below;
        while (grid[line] && grid[line][at] !== undefined) { at++; }
        for (below = 0; below < th.rowSpan; below++) {
          grid[line + below] = grid[line + below] || [];
          for (i = 0; i < th.colSpan; i++) { grid[line + below][at + i] = below ? "" : word; }
        }
        at += th.colSpan;
      });
    });
    return grid.reduce(function (above, row) { return above.map(function (word, i) { return (word + " " + row[i]).trim(); }); });
  }
  function label(table) {
    var words = labels(table);
    table.labelled = true;
    list(table.rows).forEach(function (row) {
      var at = 0;
      if (row.parentNode.nodeName === "THEAD") { return; }
      list(row.cells).forEach(function (cell) {
        if (cell.nodeName === "TD" && words[at] && !cell.hasAttribute("data-l")) { cell.setAttribute("data-l", words[at]); }
        at += cell.colSpan;
      });
    });
  }
  function rolls(box) { return box.clientWidth && box.scrollWidth > box.clientWidth + 1; }
  // On a phone a table too wide for it becomes cards; whatever still rolls says so and can be rolled by keys.
  function fit() {
    var narrow = root.clientWidth <= 640, boxes = list(document.querySelectorAll(".wide")), wide;
    waiting = 0;
    list(document.querySelectorAll(".as-cards")).forEach(function (table) { table.className = table.className.replace(" cards as-cards", ""); });
    boxes.filter(rolls).forEach(function (box) {
      var table = box.firstElementChild;
      if (!narrow || table.nodeName !== "TABLE" || !table.tHead || /\bheat\b/.test(table.className)) { return; }
      if (!table.labelled) { label(table); }
      table.className += " cards as-cards";
    });
    wide = boxes.map(rolls);
    boxes.forEach(function (box, i) {
      box.className = box.className.replace(" rolls", "") + (wide[i] ? " rolls" : "");
      if (wide[i]) { box.tabIndex = 0; } else { box.removeAttribute("tabindex"); }
    });
  }
  function refit() { if (!waiting) { waiting = setTimeout(fit, 60); } }
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
  window.onresize = refit;
  document.addEventListener("toggle", refit, true);
  reveal();
  window.fit = fit;
  fit();
}());
