using System.ComponentModel.DataAnnotations;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Conversations.Rules;

/// <summary>One rule, and what it would do.</summary>
internal sealed class EditModel(Db db, SaveRule save, OrderRules order, DryRunRule dryRun) : PageModel
{
    private const int EmptyLines = 2;

    private static readonly Sql KnownNames = Sql.Portable(
        """
        select Name from Queues where RemovedAt is null
        union select Name {exact} from Users where DisabledAt is null
        union select Name {exact} from Templates where Kind in ('acknowledgement', 'reply') and State <> 'Retired'
        union select Skill from UserSkills
        """);

    /// <summary>A line of the form: what is asked ("queue is"), and with what.</summary>
    public sealed record ConditionLine
    {
        public string? Ask { get; init; }

        public string? Value { get; init; }
    }

    public sealed record ActionLine
    {
        public string? Kind { get; init; }

        public string? Value { get; init; }
    }

    [BindProperty]
    public Guid? Id { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty, DisplayFormat(ConvertEmptyStringToNull = false)]
    public string Name { get; set; } = "";

    [BindProperty]
    public RuleMoment Moment { get; set; }

    [BindProperty]
    public bool IsOn { get; set; }

    [BindProperty]
    public List<ConditionLine> Conditions { get; set; } = [];

    [BindProperty]
    public List<ActionLine> Actions { get; set; } = [];

    [BindProperty]
    public int Last { get; set; } = 200;

    public IReadOnlyList<string> Known { get; private set; } = [];

    public DryRunRule.Result? Tried { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid? id, CancellationToken ct)
    {
        if (id is not null)
        {
            if (await db.OneAsync<RuleRow>(RuleSql.Read, new { Id = id }, ct) is not { } row)
            {
                return NotFound();
            }

            var rule = row.Rule();
            (Id, Version, Name, Moment, IsOn) = (row.Id, row.Version, row.Name, row.Moment, row.IsOn);
            Conditions = [.. rule.Conditions.Select(c => new ConditionLine { Ask = $"{c.Field} {c.Op}", Value = c.Value })];
            Actions = [.. rule.Actions.Select(a => new ActionLine { Kind = a.Kind, Value = a.Value })];
        }

        await ReadyAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var rule = Read();
        var answer = await save.RunAsync(new(Id, Version, rule.Name, IsOn, Moment, rule.Conditions, rule.Actions, User.DisplayName()), ct);
        if (answer is not Result<Guid>.Done)
        {
            await ReadyAsync(ct);
            return this.Refuse(answer);
        }

        this.Say(IsOn ? "The rule is on." : "The rule is kept, and off.");
        return Redirect("/settings/rules");
    }

    public async Task<IActionResult> OnPostMoreAsync(CancellationToken ct)
    {
        ModelState.Clear();
        await ReadyAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostTryAsync(CancellationToken ct)
    {
        ModelState.Clear();
        Tried = await dryRun.RunAsync(Read(), Last, ct);
        await ReadyAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct)
    {
        if (Id is not { } id || !await order.RemoveAsync(id, User.DisplayName(), ct))
        {
            return NotFound();
        }

        this.Say("The rule is gone.");
        return Redirect("/settings/rules");
    }

    // Empty lines say nothing. Places are kept, so that an error shows at its line.
    private Rule Read()
    {
        Conditions = [.. Conditions.Where(c => !string.IsNullOrWhiteSpace(c.Ask))];
        Actions = [.. Actions.Where(a => !string.IsNullOrWhiteSpace(a.Kind))];
        return new Rule(
            Id ?? Guid.Empty, Name.Trim(), Moment,
            [.. Conditions.Select(c => c.Ask!.Split(' ', 2) is [var field, var op]
                ? new RuleCondition(field, op, c.Value?.Trim() ?? "")
                : new RuleCondition(c.Ask!, "", ""))],
            [.. Actions.Select(a => new RuleAction(a.Kind!, a.Value?.Trim() ?? ""))]);
    }

    private async Task ReadyAsync(CancellationToken ct)
    {
        Known = await db.QueryAsync<string>(KnownNames, ct: ct);
        Conditions = [.. Conditions.Where(c => !string.IsNullOrWhiteSpace(c.Ask)), .. Enumerable.Repeat(new ConditionLine(), EmptyLines)];
        Actions = [.. Actions.Where(a => !string.IsNullOrWhiteSpace(a.Kind)), .. Enumerable.Repeat(new ActionLine(), EmptyLines)];
    }
}
