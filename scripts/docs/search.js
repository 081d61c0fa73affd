// The search of the documentation. The entries come as a script, since a page that was opened from a file may not fetch.
;(() => {
  const { MiniSearch, searchEntries } = window
  const input = document.querySelector("#search")
  const list = document.querySelector("#results")
  const root = document.documentElement.dataset.root

  // `getChatById`, `get_chat_by_id` and `/api/v1/chats/{id}` become words.
  const words = (text) =>
    text
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== "")

  // Made on the first search: a page that is only read need not wait for it.
  let made
  const indexOf = () => {
    if (made === undefined) {
      made = new MiniSearch({
        fields: ["name", "handler", "paths", "text"],
        tokenize: words,
        processTerm: (word) => word,
        searchOptions: { boost: { name: 4, handler: 4, paths: 2 }, prefix: true }
      })
      made.addAll(searchEntries.map((entry, id) => ({ ...entry, id })))
    }
    return made
  }

  // A path that was copied from a log holds values where ours has names: `/api/v1/chats/1234` is meant too.
  const isPath = (query, entry) =>
    entry.paths.split("\n").some((line) => {
      const [method, path] = line.split(" ")
      const wanted = query.replace(/^([a-z]+) +/i, "").replace(/[?#].*$/, "")
      if (path === undefined || !wanted.startsWith("/")) return false
      if (/^[a-z]+ /i.test(query) && !query.toUpperCase().startsWith(`${method} `)) return false
      const pattern = path.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"))
      return path === wanted || new RegExp(`^${pattern.join("[^/]+")}$`).test(wanted)
    })

  const rank = (query, entry) => {
    const asked = query.toLowerCase()
    const name = entry.name.toLowerCase()
    if (entry.handler.toLowerCase() === asked || name === asked || name.endsWith(`.${asked}`)) return 0
    if (!isPath(query, entry)) return 3
    return entry.paths.includes(`${query}\n`) || entry.paths.endsWith(query) ? 1 : 2
  }

  const find = (query) => {
    const index = indexOf()
    const found = index.search(query, { combineWith: "AND" })
    const others = found.length > 0 ? found : index.search(query, { combineWith: "OR", fuzzy: 0.2 })
    const exact = searchEntries
      .map((entry) => ({ entry, rank: rank(query, entry) }))
      .filter((one) => one.rank < 3)
      .sort((a, b) => a.rank - b.rank)
      .map((one) => one.entry)
    return [...new Set([...exact, ...others.map(({ id }) => searchEntries[id])])].slice(0, 20)
  }

  const show = () => {
    const query = input.value.trim()
    const found = query === "" ? [] : find(query)
    list.replaceChildren(
      ...found.map((entry) => {
        const link = document.createElement("a")
        link.href = root + entry.url
        link.textContent = entry.name
        const small = document.createElement("small")
        small.textContent = [entry.paths.split("\n")[0], entry.handler, entry.text].filter(Boolean).join(" · ")
        link.append(small)
        const item = document.createElement("li")
        item.append(link)
        return item
      })
    )
    list.hidden = found.length === 0
  }

  input.addEventListener("input", show)
  input.addEventListener("focus", show)
  input.addEventListener("keydown", (event) => {
    const first = list.querySelector("a")
    if (event.key === "Enter" && first !== null) first.click()
    if (event.key === "ArrowDown" && first !== null) {
      event.preventDefault()
      first.focus()
    }
    if (event.key === "Escape") list.hidden = true
  })
  list.addEventListener("keydown", (event) => {
    const at = document.activeElement.closest("li")
    const to =
      event.key === "ArrowDown" ? at?.nextElementSibling : event.key === "ArrowUp" ? at?.previousElementSibling : null
    if (to) {
      event.preventDefault()
      to.querySelector("a").focus()
    }
    if (event.key === "Escape") input.focus()
  })
  list.addEventListener("click", () => {
    list.hidden = true
  })
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search")) list.hidden = true
  })
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== input) {
      event.preventDefault()
      input.focus()
    }
  })
  // On a phone the contents would push the page down.
  if (window.matchMedia("(max-width: 48rem)").matches) {
    for (const one of document.querySelectorAll("nav details")) one.open = false
  }
})()
