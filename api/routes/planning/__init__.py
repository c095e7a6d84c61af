"""JSON: plans, studies, and the activities and projects they place."""
