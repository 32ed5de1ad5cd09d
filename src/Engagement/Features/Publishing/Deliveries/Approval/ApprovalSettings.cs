using Engagement.Common.Settings;
using Engagement.Data;

namespace Engagement.Features.Publishing.Deliveries.Approval;

/// <summary>Must somebody read a post before it may go out, and must that be somebody else?</summary>
/// <param name="Required">No post is scheduled before an approver has let it go. Agents' answers are not meant.</param>
/// <param name="FourEyes">Nobody approves words that they wrote or changed last.</param>
internal sealed record ApprovalSettings(bool Required, bool FourEyes)
{
    public const string RequiredName = "approval.required";
    public const string FourEyesName = "approval.four-eyes";

    public const string Yes = "yes";

    /// <summary>Whether a delivery may not be scheduled as it is: 1 or 0. For the ledger, in its own transaction.</summary>
    public static readonly Sql Awaits = Sql.Portable(
        $"""
        select case when Kind = 'post' and ApprovedAt is null and exists (select 1 from AppSettings where Name = '{RequiredName}'
            and Value = '{Yes}') then 1 else 0 end
        from Deliveries where Id = @Id
        """);

    private static readonly Sql ReadAll = Sql.Portable(
        $"select Name, Value from AppSettings where Name = '{RequiredName}' or Name = '{FourEyesName}'");

    public static async Task<ApprovalSettings> ReadAsync(DbSession db, CancellationToken ct) =>
        Of(await db.QueryAsync<Setting>(ReadAll, ct: ct));

    /// <summary>The same together with other reads: they are there once those have been read.</summary>
    public static Func<ApprovalSettings> In(Reads reads)
    {
        var rows = reads.Add<Setting>(ReadAll);
        return () => Of(rows.Rows);
    }

    private static ApprovalSettings Of(IReadOnlyCollection<Setting> rows)
    {
        bool Is(string name) => rows.Any(r => r.Name == name && r.Value == Yes);
        return new(Is(RequiredName), Is(FourEyesName));
    }
}
