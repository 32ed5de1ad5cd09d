using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Rules;

/// <summary>What people can do, for rules that give tickets by skill. Written as tags are.</summary>
internal sealed class SaveSkills(Db db)
{
    private static readonly Sql Forget = Sql.Portable("delete from UserSkills where UserId = @UserId");
    private static readonly Sql Insert = Sql.Portable("insert into UserSkills (UserId, Skill) values (@UserId, @Skill)");
    private static readonly Sql IsPerson = Sql.Portable("select count(*) from Users where Id = @UserId");

    public static readonly Sql All = Sql.Portable("select UserId, Skill from UserSkills order by Skill");

    public async Task<Result<int>> RunAsync(Guid userId, string? typed, CancellationToken ct)
    {
        var skills = TagWords.Of(typed);
        if (TagWords.Explain(skills) is { } wrong)
        {
            return Result<int>.Wrong("Skills", wrong.Replace("tag", "skill", StringComparison.Ordinal));
        }

        return await db.InTransactionAsync<Result<int>>(async tx =>
        {
            if (await tx.ScalarAsync<int>(IsPerson, new { UserId = userId }, ct) == 0)
            {
                return new Result<int>.Missing("There is no such person.");
            }

            await tx.ExecuteAsync(Forget, new { UserId = userId }, ct);
            foreach (var skill in skills)
            {
                await tx.ExecuteAsync(Insert, new { UserId = userId, Skill = skill }, ct);
            }

            return skills.Count;
        }, ct);
    }
}

internal sealed record SkillRow
{
    public Guid UserId { get; init; }

    public string Skill { get; init; } = "";
}
