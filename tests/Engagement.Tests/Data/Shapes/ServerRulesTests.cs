using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Data.Shapes;

/// <summary>What only a server would say of the schema and of its migrations.</summary>
public sealed class ServerRulesTests
{
    [Fact]
    public void The_schema_has_nothing_that_only_SQLite_takes()
    {
        using var model = SchemaModel.OfProgram();

        Assert.Equal(
            [
                "Mails.UQ_Mails_Digest", // a digest is somebody's: no row has a day and nobody
                "Mails.UQ_Mails_Ref", // to the desk beyond the bridge, which is to have each message once
                "Messages.UQ_Messages_Account_RemoteId", // an id of a network comes with the account it was heard by
            ],
            ServerRules.Problems(SqlServerShape.Of(model)).Select(p => p.Split(':')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_migration_uses_a_column_in_the_batch_that_adds_it() =>
        Assert.Empty(Migrator.Scripts(Dialect.SqlServer).Concat(Migrator.Older(Dialect.SqlServer))
            .SelectMany(s => ServerRules.Problems(s.Name, s.Contents)));

    [Theory]
    [InlineData("create table A (Id int not null primary key, Code int null, constraint UQ unique (Code));", "Code may be null")]
    [InlineData(
        "create table A (Id int not null primary key, Code int null);\ncreate unique index UQ on A (Id, Code);",
        "Code may be null")]
    [InlineData(
        "create table A (Id int not null primary key, Code int null, Other int null);\n"
            + "create unique index UQ on A (Code) where Other is not null;",
        "Code may be null")]
    [InlineData("create table A (Id int not null primary key, Up int null references A (Id) on delete cascade);", "A goes with A")]
    [InlineData(
        "create table A (Id int not null primary key);\n"
            + "create table B (Id int not null primary key, A int not null references A (Id) on delete cascade);\n"
            + "create table C (Id int not null primary key, A int null references A (Id) on delete set null, "
            + "B int null references B (Id) on delete cascade);",
        "C goes with A by more than one way")]
    public void What_a_server_would_refuse_is_found(string script, string problem)
    {
        using var model = new SchemaModel([("0001", script)]);

        Assert.Contains(ServerRules.Problems(SqlServerShape.Of(model)), p => p.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("create table A (Id int not null primary key, Code int null);\ncreate unique index UQ on A (Code) where Code is not null;")]
    [InlineData(
        "create table A (Id int not null primary key);\n"
            + "create table B (Id int not null primary key, A int not null references A (Id) on delete cascade, "
            + "Other int null references A (Id));")]
    public void What_a_server_takes_is_left_alone(string script)
    {
        using var model = new SchemaModel([("0001", script)]);

        Assert.Empty(ServerRules.Problems(SqlServerShape.Of(model)));
    }

    [Theory]
    [InlineData("alter table A add Code int null;\nupdate A set Code = 1;", true)]
    [InlineData("alter table A add Code int null;\ninsert into B (Id) select Id from A where Code is null;", true)]
    [InlineData("alter table A add Code int null;\ngo\nupdate A set Code = 1;", false)]
    [InlineData("create table A (Id int not null);\nalter table A add Code int null;\nupdate A set Code = 1;", false)]
    [InlineData("alter table A add Code int null;\ncreate index IX on A (Code) where Code > 1;\nupdate B set Code = 1;", false)]
    public void A_column_that_its_own_batch_does_not_know_is_found(string script, bool isFound) =>
        Assert.Equal(isFound, ServerRules.Problems("0001", script).Count > 0);
}
