using Engagement.Data;
using Engagement.Features.Content.Templates;
using FluentValidation;

namespace Engagement.Features.Conversations.Rules;

/// <summary>
/// Keeps a rule. What it names (queues, people, templates) has to be there now; what goes away later is said in the log when the rule runs.
/// </summary>
internal sealed class SaveRule(Db db, TimeProvider clock)
{
    private const int MostParts = 20;

    private static readonly Sql IsQueue = Sql.Portable("select count(*) from Queues where Name = @Value and RemovedAt is null");
    private static readonly Sql IsPerson = Sql.Portable(
        "select count(*) from Users where (Name = @Value {exact} or Email = @Value) and DisabledAt is null");
    private static readonly Sql IsSkill = Sql.Portable("select count(*) from UserSkills where Skill = @Value");
    private static readonly Sql IsTemplate = Sql.Portable(
        "select count(*) from Templates where Name = @Value {exact} and Kind = @Kind and State <> 'Retired'");

    /// <param name="Id">Null: a new one.</param>
    /// <param name="Version">What the person looked at; 0 for a new one.</param>
    internal sealed record Command(
        Guid? Id, int Version, string Name, bool IsOn, RuleMoment Moment,
        IReadOnlyList<RuleCondition> Conditions, IReadOnlyList<RuleAction> Actions, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().WithMessage("Give it a name.").MaximumLength(100).WithMessage("At most 100 characters.");
            RuleFor(c => c.Actions).Must(a => a.Count is > 0 and <= MostParts).WithMessage($"Between one and {MostParts} things to do.");
            RuleFor(c => c.Conditions).Must(a => a.Count <= MostParts).WithMessage($"At most {MostParts} conditions.");
            RuleFor(c => c.Conditions).Must((c, conditions) => c.Moment != RuleMoment.Time || conditions.Any(IsTime))
                .WithMessage("A rule on time needs a condition that says since when: since the client wrote, a promise that runs out, …");
            RuleForEach(c => c.Conditions).Custom(Check);
            RuleForEach(c => c.Actions).Custom((action, context) =>
            {
                if (RuleActions.Of(action.Kind) is null)
                {
                    context.AddFailure("There is no such thing to do.");
                }
                else if (RuleActions.Check(action) is { } wrong)
                {
                    context.AddFailure(wrong);
                }
            });
        }

        private static bool IsTime(RuleCondition condition) =>
            condition.Field == "due" || RuleFields.Of(condition.Field)?.Only == RuleMoment.Time;

        private static void Check(RuleCondition condition, ValidationContext<Command> context)
        {
            var field = RuleFields.Of(condition.Field);
            var wrong = field is null || field.Ops.All(o => o.Op != condition.Op) ? "There is no such condition."
                : field.Only is { } only && only != context.InstanceToValidate.Moment
                    ? $"“{field.Name}” can only be asked {(only == RuleMoment.Time ? "in a rule on time" : "in a rule on change")}."
                : field.Check(condition.Op, condition.Value);
            if (wrong is not null)
            {
                context.AddFailure(wrong);
            }
        }
    }

    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (await new Validator().ValidateAsync(command, ct) is { IsValid: false } wrong)
        {
            return Result<Guid>.From(wrong);
        }

        for (var i = 0; i < command.Actions.Count; i++)
        {
            if (await UnknownAsync(command.Actions[i], ct) is { } unknown)
            {
                return Result<Guid>.Wrong($"Actions[{i}]", unknown);
            }
        }

        return await db.InTransactionAsync<Result<Guid>>(async tx =>
        {
            var row = new
            {
                Id = command.Id ?? Ids.New(clock.Now()),
                command.Version,
                command.Name,
                command.IsOn,
                Moment = command.Moment.ToString(),
                ConditionsJson = Json.Write(command.Conditions),
                ActionsJson = Json.Write(command.Actions),
                Now = clock.Now(),
                command.By,
            };
            return await tx.ExecuteAsync(command.Id is null ? RuleSql.Insert : RuleSql.Update, row, ct) == 1
                ? row.Id
                : new Result<Guid>.Conflict("Somebody changed the rule meanwhile. Look at it again as it is now.");
        }, ct);
    }

    private async Task<string?> UnknownAsync(RuleAction action, CancellationToken ct) => action.Kind switch
    {
        RuleActions.Queue when !await IsAsync(IsQueue, action.Value, ct) => $"There is no queue called {action.Value}.",
        RuleActions.Assign when !await IsAsync(IsPerson, action.Value, ct) => $"There is nobody called {action.Value} who may sign in.",
        RuleActions.AssignBySkill when !await IsAsync(IsSkill, action.Value.Trim().ToLowerInvariant(), ct) =>
            $"Nobody has the skill {action.Value}.",
        RuleActions.Notify when action.Value.Trim().ToLowerInvariant() is not ("the queue" or "queue" or "the assignee" or "assignee")
            && !await IsAsync(IsPerson, action.Value, ct) =>
            $"There is nobody called {action.Value} who may sign in. “the queue” and “the assignee” can be told too.",
        RuleActions.Acknowledge when !await IsAsync(IsTemplate, action.Value, ct, TemplateKinds.Acknowledgement) =>
            $"There is no acknowledgement called {action.Value} among the templates.",
        RuleActions.Macro when !await IsAsync(IsTemplate, action.Value, ct, TemplateKinds.Reply) =>
            $"There is no saved reply called {action.Value} among the templates.",
        _ => null,
    };

    private async Task<bool> IsAsync(Sql sql, string value, CancellationToken ct, string? kind = null) =>
        await db.ScalarAsync<int>(sql, new { Value = value, Kind = kind }, ct) > 0;
}
