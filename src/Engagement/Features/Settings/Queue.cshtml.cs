using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.People.Team;
using Engagement.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Settings;

internal sealed class QueueModel(Db db, SaveQueue save, RemoveQueue remove, SaveField saveField) : PageModel
{
    private static readonly Sql ReadAccounts = Sql.Portable("""
        select a.Id, a.Name, a.Network, a.DefaultQueueId, q.Name as QueueName from Accounts a left join Queues q on q.Id = a.DefaultQueueId
        where a.State <> 'Removed' order by a.Name, a.Id
        """);

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public IReadOnlyList<Guid> Members { get; set; } = [];

    public QueueRow Queue { get; private set; } = null!;

    public IReadOnlyList<UserRow> People { get; private set; } = [];

    public IReadOnlyList<AccountChoice> Accounts { get; private set; } = [];

    public IReadOnlyList<TicketField> Fields { get; private set; } = [];

    public string? NewField { get; private set; }

    public string? NewKind { get; private set; }

    public string? NewChoices { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        Name = Queue.Name;
        Members = await db.QueryAsync<Guid>(QueueSql.Members, new { QueueId = Id }, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid[] accountIds, CancellationToken ct)
    {
        if (!await LoadAsync(ct))
        {
            return NotFound();
        }

        var answer = await save.RunAsync(new(Id, Name ?? "", Members.ToList(), accountIds), ct);
        if (answer is Result<Guid>.Done)
        {
            this.Say("Saved.");
            return Redirect($"/settings/queues/{Id}");
        }

        return this.Refuse(answer);
    }

    public async Task<IActionResult> OnPostFieldAsync(
        Guid? fieldId, string? fieldName, string? kind, string? choices, CancellationToken ct) =>
        await AnswerAsync(await saveField.RunAsync(new(Id, fieldId, fieldName ?? "", kind ?? "", choices), ct),
            "The field is saved.", $"/settings/queues/{Id}", ct, () =>
                (NewField, NewKind, NewChoices) = fieldId is null ? (fieldName, kind, choices) : (null, null, null));

    public async Task<IActionResult> OnPostRemoveFieldAsync(Guid fieldId, CancellationToken ct) =>
        await AnswerAsync(await saveField.RemoveAsync(Id, fieldId, ct),
            "The field is removed. What tickets hold in it stays.", $"/settings/queues/{Id}", ct);

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken ct) =>
        await AnswerAsync(await remove.RunAsync(Id, ct), "The queue is removed.", "/settings/queues", ct);

    private async Task<IActionResult> AnswerAsync(Result<Guid> answer, string said, string to, CancellationToken ct, Action? keep = null)
    {
        if (answer is Result<Guid>.Done)
        {
            this.Say(said);
            return Redirect(to);
        }

        ModelState.Clear();
        if (await OnGetAsync(ct) is NotFoundResult missing)
        {
            return missing;
        }

        keep?.Invoke();
        return this.Refuse(answer);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (await db.OneAsync<QueueRow>(QueueSql.Read, new { Id }, ct) is not { } queue)
        {
            return false;
        }

        Queue = queue;
        People = [.. (await db.QueryAsync<UserRow>(UserSql.All, ct: ct)).Where(u => u.DisabledAt is null)];
        Accounts = await db.QueryAsync<AccountChoice>(ReadAccounts, ct: ct);
        Fields = await db.QueryAsync<TicketField>(QueueSql.Fields, new { QueueId = Id }, ct);
        return true;
    }

    internal sealed record AccountChoice
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public string Network { get; init; } = "";

        public Guid? DefaultQueueId { get; init; }

        public string? QueueName { get; init; }
    }
}
