  // One box and four filters over all rows, cards and persons of the page; nothing of it is needed to read the page.
  var main = document.querySelector("main"), units = {}, names = [], items = [], bar = make("form", "", "find");
  var said = make("output"), filtered = make("p", "", "stop"), marked = main.querySelector("[data-lack]"), word, branch, level, changed, lacking;
  main.getAttribute("data-units").split("\n").forEach(function (line) {
    var cells = line.split("\t");
    units[cells[0]] = { name: cells[0], parent: cells[1], level: cells[2], changed: cells[3] === "1", lacking: cells[4] === "1" };
    if (!cells[1]) { names.push(cells[0]); }
  });
  function labelled(control, text) {
    var holder = make("label", text + " ");
    holder.insertBefore(control, /checkbox/.test(control.type) ? holder.firstChild : null);
    bar.appendChild(holder);
    return control;
  }
  function choice(text, options) {
    var control = make("select");
    [["", "全部"]].concat(options).forEach(function (pair) {
      var option = make("option", pair[1]);
      option.value = pair[0];
      control.appendChild(option);
    });
    return labelled(control, text);
  }
  function box(text, type, hint) {
    var control = make("input");
    control.type = type;
    control.title = hint;
    return labelled(control, text);
  }
  function unitOf(row) {
    var cells = row.cells ? list(row.querySelectorAll("th")).concat(list(row.cells)) : [], i, near;
    for (i = 0; i < cells.length; i++) { if (units[plain(cells[i])]) { return units[plain(cells[i])]; } }
    near = row.parentNode && row.closest("[data-u]");
    return near ? units[near.getAttribute("data-u")] : undefined;
  }
  function gather() {
    var tables = list(main.querySelectorAll("table")).filter(function (table) { return table.heads; });
    tables.forEach(function (table) {
      var rows = list(table.tBodies[0].rows).map(function (row) { return { element: row, unit: unitOf(row), text: plain(row) }; });
      var asked = rows.some(function (row) { return row.unit; });
      rows.forEach(function (row) { row.free = !asked; row.counts = true; });
      items = items.concat(rows);
    });
    list(main.querySelectorAll(".tiles li,.card,.person")).forEach(function (element) {
      items.push({ element: element, unit: unitOf(element), text: plain(element), counts: element.className === "person" });
    });
    items.forEach(function (item) {
      var unit = item.unit || { name: "", parent: "" };
      item.text = (item.text + " " + unit.name + " " + unit.parent).toLowerCase();
    });
  }
  function fits(item, terms) {
    var unit = item.unit, within = !branch.value || (unit && (unit.name === branch.value || unit.parent === branch.value));
    var lacks = marked ? item.element.hasAttribute("data-lack") : unit && unit.lacking;
    var asked = within && (!level.value || (unit && unit.level === level.value)) && (!changed.checked || (unit && unit.changed)) && (!lacking.checked || lacks);
    return (item.free || asked) && terms.every(function (term) { return item.text.indexOf(term) >= 0; });
  }
  function empty(element) { return !element.querySelector("tbody tr:not([hidden]),.person:not([hidden]),svg,p,li:not([hidden])"); }
  function find() {
    var terms = word.value.toLowerCase().split(/\s+/).filter(Boolean), count = 0;
    var active = terms.length || branch.value || level.value || changed.checked || lacking.checked;
    if (!items.length) { gather(); }
    items.forEach(function (item) {
      var shown = !active || fits(item, terms);
      item.element.hidden = !shown;
      if (shown && item.counts) { count++; }
    });
    list(main.querySelectorAll(".wide")).forEach(function (wide) { wide.hidden = active && wide.firstElementChild.heads && empty(wide); });
    list(panels).forEach(function (panel) {
      panel.hidden = active && empty(panel);
      if (terms.length && !panel.hidden) { panel.open = true; }
    });
    said.textContent = active ? (count ? "找到 " + count + " 行" : "没有符合的") : "";
    filtered.hidden = !active;
    filtered.textContent = "只印出符合“" + [word.value, branch.value, level.value && level.options[level.selectedIndex].text, changed.checked && "有变化", lacking.checked && "缺项"].filter(Boolean).join("、") + "”的行，不是全部。";
    refit();
  }
  bar.setAttribute("role", "search");
  word = box("查找", "search", "姓名、单位、编号或任何词；几个词用空格隔开");
  word.placeholder = "姓名、单位、编号…";
  branch = choice("支部", names.map(function (name) { return [name, name]; }));
  level = choice("星级", main.getAttribute("data-levels").split("\n").map(function (name, at) { return [String(at), name]; }));
  changed = box("有变化", "checkbox", "星级与上期不同的单位");
  lacking = box("缺项", "checkbox", marked ? "没有总分，或有指标没有记录的党员" : "缺报、未评，或有未办的清单、逾期的承诺、心愿、诉求的单位");
  bar.appendChild(make("button", "清除"));
  bar.lastChild.onclick = function () { bar.reset(); find(); word.focus(); };
  said.setAttribute("aria-live", "polite");
  bar.appendChild(said);
  bar.onsubmit = function (event) { event.preventDefault(); find(); };
  bar.oninput = bar.onchange = find;
  filtered.hidden = true;
  main.insertBefore(filtered, main.querySelector("nav") ? main.querySelector("nav").nextSibling : main.firstChild);
  main.insertBefore(bar, filtered);
