namespace Tandem.Training.Pages;

/// <summary>The style sheet of every page, for light and dark screens.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1d2330; --soft: #667085; --rule: #dfe3ea; --paper: #fff; --tint: #f5f7fa; --good: #0a7f4f; --bad: #b42318;
          --c0: #2563c9; --c1: #d9600f; --c2: #12855b; --c3: #b3261e; --c4: #7a4bc2; --c5: #8a6116; --c6: #c02f86; --c7: #557; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --rule: #333a47; --paper: #14171d; --tint: #1c2129; --good: #47cd89; --bad: #f97066;
          --c0: #7aa7f7; --c1: #f59b5c; --c2: #4cc796; --c3: #f2807a; --c4: #b594ec; --c5: #d3ac5c; --c6: #ee83bf; --c7: #a9a9c9; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 1060px; margin: 0 auto; padding: 32px 24px 64px; }
        h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 40px 0 8px; } h3 { font-size: 15px; margin: 16px 0 4px; }
        p { margin: 6px 0; } .soft { color: var(--soft); } .lead { font-size: 17px; background: var(--tint); border-left: 4px solid var(--c0); padding: 12px 16px; margin: 18px 0; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 14px; }
        th, td { padding: 5px 8px; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
        th { font-weight: 600; color: var(--soft); vertical-align: bottom; } th:first-child, td:first-child { text-align: left; }
        tr.best td { font-weight: 700; } tr.base td { color: var(--soft); } td.failed { text-align: left; white-space: normal; color: var(--bad); }
        svg { width: 100%; height: auto; display: block; margin: 8px 0; }
        svg text { fill: var(--ink); font: 13px system-ui, sans-serif; } svg .tick, svg .title { fill: var(--soft); font-size: 12px; } svg .small { fill: var(--soft); font-size: 10px; }
        .grid { stroke: var(--rule); } .zero { stroke: var(--soft); stroke-width: 1.5; }
        .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; } .line.again { stroke-dasharray: 5 4; } .band { opacity: .14; stroke: none; }
        .interval { stroke-width: 3; stroke-linecap: round; } .sure { stroke: var(--c0); fill: var(--c0); } .open { stroke: var(--soft); fill: var(--soft); }
        .c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); } .c4 { --c: var(--c4); } .c5 { --c: var(--c5); } .c6 { --c: var(--c6); } .c7 { --c: var(--c7); }
        .rest { --c: var(--soft); } .line { stroke: var(--c); } .band, .bar, .dot { fill: var(--c); } .dot { fill-opacity: .75; stroke: var(--paper); stroke-width: .6; }
        .link { fill: none; stroke: var(--c); stroke-opacity: .45; stroke-width: 1.1; } .border { fill: var(--tint); stroke: var(--rule); stroke-width: 1.5; } svg .name { font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 0 28px; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; } .legend span { display: inline-flex; align-items: center; gap: 6px; }
        .legend i { width: 16px; height: 4px; border-radius: 2px; background: var(--c); display: inline-block; } .legend i.again { background: repeating-linear-gradient(90deg, var(--c) 0 5px, transparent 5px 8px); }
        pre { background: var(--tint); padding: 10px 14px; overflow-x: auto; font-size: 12.5px; margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        details { margin: 6px 0; } summary { cursor: pointer; }
        """;
}
