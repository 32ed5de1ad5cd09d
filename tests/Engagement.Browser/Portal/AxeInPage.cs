using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Engagement.Browser.Portal;

/// <summary>
/// axe, run in the page and put into it once. <c>RunAxe</c> opens a browser context of its own for every result, so that a page
/// which is not ours cannot change it; over hundreds of runs that is most of the time. The rules are the same.
/// </summary>
internal static class AxeInPage
{
    private const string Run =
        """
        async rule => {
            const only = rule ? { runOnly: { type: 'rule', values: [rule] } } : {};
            const { violations } = await window.axe.run(document, { resultTypes: ['violations'], ...only });
            return violations.map(v => `${v.id}, ${v.help}: ${JSON.stringify(v.nodes.slice(0, 3).map(n => n.html))}`);
        }
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What is wrong with a page as it stands: each rule that it breaks, and where first.</summary>
    /// <param name="page">Its frames, if it had any, would not be looked into.</param>
    /// <param name="rule">This one alone; null: all of them.</param>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page, string? rule = null)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Script);
        }

        return await page.EvaluateAsync<string[]>(Run, rule);
    }
}
