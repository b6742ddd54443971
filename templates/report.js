  // Panels fold on the screen and open in print; a table that was sorted prints in its own order.
  var panels = document.querySelectorAll("details"), opened = [];
  function reveal() {
    var at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (; at; at = at.parentNode) { if (at.nodeName === "DETAILS") { at.open = true; } }
  }
  root.className = "js";
  list(panels).forEach(function (panel) { panel.open = panel.hasAttribute("data-keep"); });
  list(document.querySelectorAll("main table")).forEach(function (table) { if (table.tHead && table.tBodies[0]) { tools(table); } });
  window.onbeforeprint = function () {
    opened = list(panels).filter(function (panel) { return panel.open; });
    list(panels).forEach(function (panel) { panel.open = true; });
    sorted.forEach(function (body) { put(body, body.first); });
  };
  window.onafterprint = function () {
    list(panels).forEach(function (panel) { panel.open = opened.indexOf(panel) >= 0; });
    if (location.hash === "#basis") { location.hash = "top"; }
  };
  window.onhashchange = reveal;
  window.onresize = fit;
  document.addEventListener("toggle", refit, true);
  if (document.getElementById("basis")) { document.getElementById("basis").onclick = function () { setTimeout(function () { window.print(); }, 200); }; }
  reveal();
  fit();
