using Engagement.Data;
using Engagement.Web.Security;
using FluentValidation;

namespace Engagement.Features.People.Team;

/// <summary>Makes an API key. The answer is the key itself, which is not kept: it can be shown this once.</summary>
internal sealed class AddApiKey(Db db, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    internal sealed record Command(string Name, string Role, Guid? By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty()
                .WithMessage("Say what the key is for, e.g. the name of the program that will use it.").MaximumLength(200);
            RuleFor(c => c.Role).IsEnumName(typeof(Role)).WithMessage("The role is Agent, Editor, Approver or Administrator.");
        }
    }

    public async Task<Result<string>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<string>.From(findings);
        }

        var (key, prefix, hash) = ApiKey.New();
        await db.ExecuteAsync(ApiKeySql.Insert, new
        {
            Id = Ids.New(clock),
            Name = command.Name.Trim(),
            command.Role,
            Prefix = prefix,
            KeyHash = hash,
            Now = clock.Now(),
            CreatedBy = command.By,
        }, ct);
        return key;
    }
}
