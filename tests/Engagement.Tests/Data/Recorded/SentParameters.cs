using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Dapper;
using Engagement.Data;
using Microsoft.Data.SqlClient;

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// The parameters that Dapper would hand to SqlClient: Dapper itself makes them, with our type handlers, and they are SqlClient's own;
/// only the
/// connection leads nowhere.
/// </summary>
internal static class SentParameters
{
    /// <returns>One set for each time the statement would run: a list of arguments runs it once an element.</returns>
    public static IReadOnlyList<IReadOnlyList<SqlParameter>> Of(string text, object? args)
    {
        TypeHandlers.Register();
        using var connection = new NowhereConnection();
        connection.Execute(text, args);
        return connection.Sent;
    }

    private sealed class NowhereConnection : DbConnection
    {
        public List<IReadOnlyList<SqlParameter>> Sent { get; } = [];

        [AllowNull]
        public override string ConnectionString { get; set; } = "Nowhere";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "";

        public override ConnectionState State => ConnectionState.Open;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close()
        {
        }

        public override void Open()
        {
        }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => new NowhereCommand(this);
    }

    private sealed class NowhereCommand(NowhereConnection connection) : DbCommand
    {
        private readonly SqlCommand _inner = new();

        [AllowNull]
        public override string CommandText { get; set; } = "";

        public override int CommandTimeout { get; set; }

        public override CommandType CommandType { get; set; } = CommandType.Text;

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection { get; set; }

        protected override DbParameterCollection DbParameterCollection => _inner.Parameters;

        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel()
        {
        }

        public override int ExecuteNonQuery()
        {
            connection.Sent.Add([.. _inner.Parameters.Cast<ICloneable>().Select(p => (SqlParameter)p.Clone())]);
            return 0;
        }

        public override object ExecuteScalar() => throw new NotSupportedException();

        public override void Prepare()
        {
        }

        protected override DbParameter CreateDbParameter() => new SqlParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
